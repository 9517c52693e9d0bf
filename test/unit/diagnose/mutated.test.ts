import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import type { Evidence, Finding } from '../../../src/model/finding.ts'
import { asText, type PodLook } from '../../../src/model/inspection.ts'
import type { Event } from '../../../src/model/objects.ts'
import { type Pod, podKey } from '../../../src/model/pod.ts'
import { type Recording, recorded, recordedFaults } from '../support/recorded.ts'

const kindOf = (piece: Evidence): string => piece.source.split(':')[0] ?? ''
const idOf = (finding: Finding | undefined): string => `${finding?.category}/${finding?.cause}`
const faults = recordedFaults().filter(fault => fault.confidence === 'high')

/** The recording without what these pieces quote: the events, log lines, command outputs, statuses and objects. */
function without(recording: Recording, pieces: readonly Evidence[]): Recording {
  const of = (kind: string) => pieces.filter(piece => kindOf(piece) === kind)
  const { snapshot } = recording
  const gone = new Set(pieces.map(kindOf))
  const quoted = (event: Event): boolean =>
    of('event').some(piece =>
      piece.text.startsWith(`${event.reason ?? ''}: ${(event.message ?? '').trim().slice(0, 400)}`),
    )
  const seen = new Set(of('status').map(piece => piece.pod))
  const pods = snapshot.pods.map(pod =>
    seen.has(pod.metadata.name) || (gone.has('status') && seen.has(null)) ? unseen(pod) : pod,
  )
  const byKey = new Map(pods.map(pod => [podKey(pod), pod]))
  return {
    snapshot: {
      ...snapshot,
      pods: gone.has('pod') ? [] : pods,
      events: snapshot.events.filter(event => !quoted(event)),
      services: gone.has('service') ? [] : snapshot.services,
      endpointSlices: gone.has('endpointslice') ? [] : snapshot.endpointSlices,
      nodes: gone.has('node') ? [] : snapshot.nodes,
      claims: gone.has('persistentvolumeclaim') ? [] : snapshot.claims,
      workloads: snapshot.workloads.filter(one => !gone.has(one.kind.toLowerCase())),
    },
    suspects: recording.suspects.map(suspect => ({
      ...suspect,
      pod: byKey.get(podKey(suspect.pod)) ?? suspect.pod,
    })),
    looks: recording.looks.map(look => blinded(look, pieces)),
  }
}

function unseen(pod: Pod): Pod {
  return { ...pod, status: { phase: pod.status?.phase ?? 'Pending' } }
}

function blinded(look: PodLook, pieces: readonly Evidence[]): PodLook {
  const commands = new Set(pieces.map(piece => piece.source))
  const lines = pieces.filter(piece => kindOf(piece) === 'log').map(piece => piece.text)
  const logs = look.logs.map(log => {
    const kept = asText(log.bytes)
      .split('\n')
      .filter(line => !lines.includes(line.trim()))
    return { ...log, bytes: new TextEncoder().encode(kept.join('\n')) }
  })
  return {
    ...look,
    logs,
    transcript: {
      ...look.transcript,
      commands: look.transcript.commands.filter(one => !commands.has(`command:${one.name}`)),
    },
  }
}

const decisive = (finding: Finding | undefined): readonly Evidence[] =>
  (finding?.evidence ?? []).filter(piece => kindOf(piece) !== 'spec')

describe('without what a finding quotes it is not high any more', () => {
  for (const { name, id } of faults) {
    test(name, () => {
      const full = recorded(name)
      const [first] = diagnose(full)
      const again = diagnose(without(full, decisive(first))).find(finding => idOf(finding) === id)
      expect(again?.confidence).not.toBe('high')
    })
  }
})

describe('without one kind of its evidence it stands on two others, or is less sure', () => {
  for (const { name, id } of faults) {
    test(name, () => {
      const full = recorded(name)
      const [first] = diagnose(full)
      for (const kind of new Set(decisive(first).map(kindOf))) {
        const pieces = decisive(first).filter(piece => kindOf(piece) === kind)
        const again = diagnose(without(full, pieces)).find(finding => idOf(finding) === id)
        if (again?.confidence !== 'high') continue
        const left = new Set(decisive(again).map(kindOf))
        expect([...left], `without ${kind}`).not.toEqual([kind])
        expect(left.size, `without ${kind}: ${[...left].join(', ')}`).toBeGreaterThan(1)
      }
    })
  }
})
