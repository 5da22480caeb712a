"""The read side: what readers see. It never imports the desk, nor a table that holds drafts."""
