const NAME = /^[A-Za-z][\w-]*$/;

/** Checks an environment's name. Throws an `Error` of one line that offers the nearest name there can be. */
export function checkPackageName(name: string): void {
  if (NAME.test(name)) return;
  const offer = name.replace(/^[^A-Za-z]+|[^A-Za-z\d]+$/g, "").replace(/[^\w-]+/g, "_") || "my_env";
  throw new Error(
    `Cannot name an environment ${JSON.stringify(name)}: a name has letters, digits, _ and -, and begins with a ` +
      `letter; use --name ${offer}, for instance`,
  );
}
