/** How the page looks: as the device says, or by hand. */
export const THEMES = ['device', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'rookery.theme';

/** Look is the reader's choice, kept in this browser. */
export class Look {
  theme: Theme = $state(kept());

  choose(theme: Theme): void {
    this.theme = theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // storage is switched off: the choice lasts as long as the page
    }
    this.apply();
  }

  apply(): void {
    const { dataset } = document.documentElement;
    if (this.theme === 'device') delete dataset.theme;
    else dataset.theme = this.theme;
  }
}

function kept(): Theme {
  try {
    const theme = localStorage.getItem(KEY);
    return THEMES.find((t) => t === theme) ?? 'device';
  } catch {
    return 'device';
  }
}
