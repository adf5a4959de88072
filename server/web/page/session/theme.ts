const KEY = "openenv-theme";

/** A theme; `auto` follows the system. */
export type Theme = "auto" | "light" | "dark";

/** Reads the theme that was chosen. A page that may keep nothing follows the system. */
export function readTheme(): Theme {
  try {
    return (localStorage.getItem(KEY) as Theme | null) ?? "auto";
  } catch {
    return "auto"; // a page from disk may have no storage
  }
}

/** Applies the theme that was chosen. */
export function restoreTheme(): void {
  applyTheme(readTheme());
}

/** Chooses a theme, and keeps it where the browser allows it. */
export function chooseTheme(theme: Theme): void {
  applyTheme(theme);
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice holds until the page is closed.
  }
}

function applyTheme(theme: Theme): void {
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
