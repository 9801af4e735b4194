"""Pictures from outside: decoded in a limited process, drawn anew, without anything their camera wrote into them."""
