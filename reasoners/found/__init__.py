"""What look-ups have found: the rows that are meant, the fields asked for, how both are written."""
