// The clock of the machine.
import { setTimeout } from 'node:timers/promises'
import type { Clock } from './model/ports.ts'

export const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => setTimeout(ms, true, { signal }).catch(() => false),
}
