// What the story needs from outside, as parameters: time, chance, and somewhere to say how it goes.

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Resolves to true after that many milliseconds, to false as soon as the signal fires. */
  sleep(ms: number, signal: AbortSignal): Promise<boolean>
}

/** Where progress is told. Every implementation makes untrusted text harmless: callers pass plain words. */
export interface Progress {
  info(line: string): void
  warning(line: string): void
}
