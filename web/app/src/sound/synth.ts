/** Sounds that are made in the page, of a few short tones each. */
import type { Happening } from './happened';

export type Sound = Exclude<Happening['is'], 'refused'>;

/** A tone that glides from one pitch to another in Hz and dies away; at and lasts in s, loud from 0 to 1. */
interface Tone {
  at: number;
  wave: OscillatorType;
  from: number;
  to: number;
  lasts: number;
  loud: number;
}

/** A knock of wood: a body, and the tap that begins it. */
const knock = (at: number, pitch: number): Tone[] => [
  { at, wave: 'sine', from: pitch * 1.7, to: pitch, lasts: 0.07, loud: 0.9 },
  { at, wave: 'triangle', from: pitch * 6, to: pitch * 3, lasts: 0.018, loud: 0.35 },
];
const note = (at: number, pitch: number, loud = 0.4, lasts = 0.22): Tone => ({ at, wave: 'sine', from: pitch, to: pitch, lasts, loud });

export const sounds: Record<Sound, readonly Tone[]> = {
  move: knock(0, 170),
  capture: [...knock(0, 110), ...knock(0.075, 95)],
  check: [...knock(0, 170), note(0.04, 740, 0.3)],
  offer: [note(0, 523), note(0.14, 659)],
  whisper: [note(0, 880, 0.16), note(0.13, 1109, 0.16)],
  low: [note(0, 466, 0.5, 0.12), note(0.18, 466, 0.5, 0.12), note(0.36, 466, 0.5, 0.12)],
  start: [note(0, 392), note(0.12, 523), note(0.24, 659)],
  end: [note(0.12, 523), note(0.26, 392, 0.4, 0.4)],
};

const SILENT = 0.0001; // an exponential ramp never reaches 0
const ATTACK = 0.004; // s: without it a tone begins with a crack
const APART = 0.05; // s: what comes faster, as after a reconnect, is one sound
const AWAKE = 2_000; // ms after a sound, longer than any: a context that goes on makes silence, a hundredth of a processor's time

/** Synth plays sounds on one audio context, which it makes with the first. */
export class Synth {
  #context: AudioContext | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  readonly #last = new Map<Sound, number>();

  /** play is for a volume from 0 to 1. */
  play(sound: Sound, volume: number): void {
    if (volume === 0) return;
    const context = (this.#context ??= new AudioContext());
    void context.resume(); // also of one that is about to rest, whose state does not say so yet
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void context.suspend(), AWAKE);
    const now = context.currentTime;
    if (now - (this.#last.get(sound) ?? -1) < APART) return;
    this.#last.set(sound, now);
    for (const tone of sounds[sound]) ring(context, tone, now, volume);
  }

  end(): void {
    clearTimeout(this.#rest);
    void this.#context?.close();
  }
}

function ring(context: AudioContext, { at, wave, from, to, lasts, loud }: Tone, now: number, volume: number): void {
  const begin = now + at;
  const end = begin + ATTACK + lasts;
  const tone = new OscillatorNode(context, { type: wave, frequency: from });
  tone.frequency.setValueAtTime(from, begin);
  tone.frequency.exponentialRampToValueAtTime(to, end);
  const gain = new GainNode(context, { gain: SILENT });
  gain.gain.setValueAtTime(SILENT, begin);
  gain.gain.exponentialRampToValueAtTime(loud * volume, begin + ATTACK);
  gain.gain.exponentialRampToValueAtTime(SILENT, end);
  tone.connect(gain).connect(context.destination);
  tone.start(begin);
  tone.stop(end);
}
