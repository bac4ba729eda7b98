"""How far people who code by hand and the machine agree: their files, and the coefficients."""
