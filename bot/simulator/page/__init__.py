"""The chat page's own files: plain HTML, CSS and JavaScript, served as they are."""
