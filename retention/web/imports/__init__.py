"""The parts of Imports: upload, mapping, questions, preview, history."""
