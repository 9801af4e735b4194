"""What people are told: drafted, approved by another person, published, rated, reopened."""
