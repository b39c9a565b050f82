/** The bird: drawn once, 24 wide and 18 high, its feet on the lower edge, looking right. */
export const bird = {
  width: 24,
  height: 18,
  body:
    'M23.4 3.7 20.3 2.8C19.8 1.3 18.5.4 17 .4c-1.7 0-2.8 1-3.3 2.6-.2.6-.6.8-1.2 1-2 .6-3.1 1.7-3.7 3.4' +
    'C8.4 8.3 8 8.8 7.2 9.3L.6 13.7l6.8-1.3c1.1-.2 2.1-.1 3.2-.1 4.9.1 8.8-2.2 9.3-7.1Z',
  legs: 'M11.4 12.3V18M14.3 12V18',
} as const;
