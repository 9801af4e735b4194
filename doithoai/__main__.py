"""`python -m doithoai` is the command line."""

import sys

from doithoai.doors.cli import main

sys.exit(main())
