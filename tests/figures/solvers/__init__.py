"""Our answers to reference cases, a module for each folder of `scoring`."""
