"""The agenda of a dialogue: published statements, common ground and divides, pinned with a reason."""
