"""Results: what may be published of the votes, page, files and rounds. The only reader of votes beside the voter."""
