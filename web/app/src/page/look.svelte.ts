import { keep, kept } from './kept';

/** How the page looks: as the device says, or by hand. */
export const THEMES = ['device', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** Look is the reader's choice, kept in this browser. */
export class Look {
  theme: Theme = $state(THEMES.find((t) => t === kept('theme')) ?? 'device');

  choose(theme: Theme): void {
    this.theme = theme;
    keep('theme', theme);
    this.apply();
  }

  apply(): void {
    const { dataset } = document.documentElement;
    if (this.theme === 'device') delete dataset.theme;
    else dataset.theme = this.theme;
  }
}
