"""From a file to its raw pages, each format by the library that knows it best."""
