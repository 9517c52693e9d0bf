// A pod of which only the logs are known.
import type { ContainerLog, PodLook } from '../model/inspection.ts'
import type { Suspect } from '../model/suspect.ts'

/** A look from outside alone, before anybody went in or where nobody will. */
export function notLooked(suspect: Suspect, logs: readonly ContainerLog[]): PodLook {
  return {
    suspect,
    logs,
    transcript: {
      wayIn: { way: 'none', reason: 'nobody has looked inside yet' },
      debuggerName: null,
      image: '',
      equivalent: '',
      identity: null,
      startedAt: '',
      durationMs: 0,
      commands: [],
      failure: null,
    },
  }
}
