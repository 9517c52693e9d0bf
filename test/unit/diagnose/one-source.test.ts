// Each recorded fault with but one kind of its evidence left: the events, the logs, what was run inside, or the pods' own status.
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import type { PodLook } from '../../../src/model/inspection.ts'
import type { Pod } from '../../../src/model/pod.ts'
import { selectSuspects } from '../../../src/select/select.ts'
import { type Recording, recorded, recordedFaults } from '../support/recorded.ts'

type Source = 'event' | 'log' | 'command' | 'status'

const unseen = (pod: Pod): Pod => ({ ...pod, status: { phase: pod.status?.phase ?? 'Pending' } })

/** The recording with that source alone; the pods' specs stay. */
function only(source: Source, { snapshot, suspects, looks }: Recording): Recording {
  const seen = (pod: Pod) => (source === 'status' ? pod : unseen(pod))
  const blinded = (look: PodLook): PodLook => ({
    suspect: { ...look.suspect, pod: seen(look.suspect.pod) },
    logs: source === 'log' ? look.logs : [],
    transcript: { ...look.transcript, commands: source === 'command' ? look.transcript.commands : [] },
  })
  return {
    snapshot: {
      ...snapshot,
      pods: snapshot.pods.map(seen),
      events: source === 'event' ? snapshot.events : [],
      workloads: [],
      services: [],
      endpointSlices: [],
      claims: [],
      nodes: [],
    },
    suspects: suspects.map(suspect => ({ ...suspect, pod: seen(suspect.pod) })),
    looks: looks.map(blinded),
  }
}

describe.each<Source>(['event', 'log', 'command', 'status'])(
  'with no source but its %s nothing is high',
  source => {
    test.each(recordedFaults())('$name', ({ name }) => {
      const left = only(source, recorded(name))
      const found = [...diagnose(left), ...diagnose({ ...left, suspects: selectSuspects(left.snapshot) })]
      expect(found.filter(one => one.confidence === 'high')).toEqual([])
      if (source === 'status') return
      const fromStatus = found.filter(one => one.confidence !== 'low').flatMap(one => one.evidence)
      expect(fromStatus.filter(({ source, text }) => source === 'status' && text.includes('ready='))).toEqual(
        [],
      )
    })
  },
)
