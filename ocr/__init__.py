"""A picture in, the text of its questions out: PaddleOCR on ONNX Runtime in a process of its own.

Importing this package imports nothing heavy. API workers use `ocr.client`, `ocr.picture` and
`ocr.reading`; only the process that owns the recogniser imports `ocr.engine`.
"""
