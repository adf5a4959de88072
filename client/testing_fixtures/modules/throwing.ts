throw new RangeError("no such world");
