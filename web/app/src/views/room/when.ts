const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** clockTime is a time of day where the reader is: "21:04". */
export const clockTime = (at: Date): string => clock.format(at);

/** dayTime is a time with its day. */
export const dayTime = (at: Date): string => day.format(at);
