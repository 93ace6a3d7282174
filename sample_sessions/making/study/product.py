"""What is true of the made-up product: its pages, its events and the month looked at."""

from datetime import UTC, datetime

SITE = "https://app.plotline.example"
START = datetime(2026, 3, 1, tzinfo=UTC)
END = datetime(2026, 4, 1, tzinfo=UTC)

STEP_PATHS = {
    "Landing page": "/",
    "Sign up": "/sign-up",
    "Verify email": "/verify-email",
    "Profile": "/profile",
    "Connect data": "/connect-data",
    "First report": "/first-report",
}
STEPS = list(STEP_PATHS)

ACTION_PATHS = {
    "Dashboard opened": "/dashboard",
    "Report viewed": "/reports",
    "Report shared": "/reports",
}
"""Later use has pages of its own; every other action happens on the step's page."""
