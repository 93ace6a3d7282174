"""Makes the event log and the survey of the sample study."""
