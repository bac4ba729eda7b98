"""Finds faces in pictures and reads their emotions, with ONNX Runtime behind the core's ports."""
