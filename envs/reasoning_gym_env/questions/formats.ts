/** Writes a matrix with one row per line. */
export function showMatrix(matrix: readonly (readonly (number | string)[])[]): string {
  return matrix.map((row) => row.join(" ")).join("\n");
}

/** Writes a list of texts in Python's notation. */
export function showList(texts: readonly string[]): string {
  return `[${texts.map((text) => `'${text}'`).join(", ")}]`;
}

/** Writes a boolean in Python's notation. */
export function showBoolean(value: boolean): string {
  return value ? "True" : "False";
}

/** Writes a number in Python's notation, always with a point or an exponent. */
export function showFloat(value: number): string {
  if (value !== 0 && Math.abs(value) < 1e-4) return padExponent(value.toExponential());
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}

/** Writes a number with at most ten digits, as Python's format `.10g` does: ties go to the even digit. */
export function showTenDigits(value: number): string {
  if (value === 0) return "0";
  const [mantissa, power] = value.toExponential(80).split("e") as [string, string];
  const digits = mantissa.replace(".", "");
  const isUp = digits.slice(10) > "5".padEnd(71, "0") ||
    (digits.slice(10) === "5".padEnd(71, "0") && Number(digits[9]) % 2 === 1);
  const rounded = Number(`${BigInt(digits.slice(0, 10)) + (isUp ? 1n : 0n)}e${Number(power) - 9}`);
  return rounded < 1e-4 ? padExponent(rounded.toExponential()) : String(rounded);
}

function padExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/, "e$10$2");
}
