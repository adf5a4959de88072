/** Copies a text, and says so on the button for a moment. A page without a secure origin has no clipboard of its own. */
export async function copyText(text: string, button: HTMLElement): Promise<void> {
  const before = button.textContent;
  button.textContent = await write(text) ? "Copied" : "Cannot copy: select the text";
  setTimeout(() => button.textContent = before, 1500);
}

async function write(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  }
}
