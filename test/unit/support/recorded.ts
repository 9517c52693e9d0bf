// Recordings of a real cluster: what was seen of one fault from outside, and what looking inside gave.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { CommandResult, PodLook, Transcript } from '../../../src/model/inspection.ts'
import { withoutNulls } from '../../../src/model/meta.ts'
import {
  claimSchema,
  endpointSliceSchema,
  eventSchema,
  nodeSchema,
  persistentVolumeSchema,
  serviceSchema,
  workloadSchema,
} from '../../../src/model/objects.ts'
import { podKey, podSchema } from '../../../src/model/pod.ts'
import type { Snapshot } from '../../../src/model/snapshot.ts'
import type { Suspect } from '../../../src/model/suspect.ts'
import { selectSuspects, suspectOf } from '../../../src/select/select.ts'

export interface Recording {
  readonly snapshot: Snapshot
  readonly suspects: readonly Suspect[]
  readonly looks: readonly PodLook[]
}

const folder = new URL('../diagnose/recorded/', import.meta.url)

const snapshotSchema = z.object({
  takenAt: z.string(),
  cluster: z.object({
    version: z.string(),
    kind: z.enum(['kind', 'k3d', 'minikube', 'embedded', 'unknown']),
  }),
  pods: z.array(podSchema),
  workloads: z.array(workloadSchema),
  events: z.array(eventSchema),
  services: z.array(serviceSchema),
  endpointSlices: z.array(endpointSliceSchema),
  claims: z.array(claimSchema),
  volumes: z.array(persistentVolumeSchema).default([]),
  nodes: z.array(nodeSchema),
})

const wayInSchema = z.union([
  z.object({ way: z.literal('target'), container: z.string(), reason: z.string() }),
  z.object({ way: z.literal('replica'), container: z.string(), reason: z.string() }),
  z.object({ way: z.literal('pod'), reason: z.string() }),
  z.object({ way: z.literal('none'), reason: z.string() }),
])

const lookSchema = z.object({
  pod: z.string(),
  transcript: z.object({
    wayIn: wayInSchema,
    startedAt: z.string(),
    durationMs: z.number(),
    commands: z.array(
      z.object({
        name: z.string(),
        exitCode: z.number().nullable().default(null),
        durationMs: z.number(),
        timedOut: z.boolean(),
        failure: z.string().nullable().default(null),
        output: z.string(),
      }),
    ),
  }),
  logs: z.array(z.object({ container: z.string(), previous: z.boolean(), text: z.string() })),
})

/** The recording of that name, its suspects selected anew. */
export function recorded(name: string): Recording {
  const parsed = snapshotSchema.parse(read(`${name}/snapshot.json`))
  const snapshot: Snapshot = { ...parsed, jobStartedAt: null, namespaces: [], quotas: [], notCollected: [] }
  const suspects = selectSuspects(snapshot)
  const looks = z.array(lookSchema).parse(read(`${name}/looks.json`))
  const inside = looks.flatMap(look => {
    const pod = snapshot.pods.find(one => podKey(one) === look.pod)
    if (pod === undefined) return []
    const suspect = suspects.find(one => one.pod === pod)
    return [asLook(look, suspect ?? suspectOf(pod, snapshot, 'a failing pod points at it', null))]
  })
  return { snapshot, suspects, looks: inside }
}

function read(path: string): unknown {
  return withoutNulls(JSON.parse(readFileSync(new URL(path, folder), 'utf8')))
}

function asLook(look: z.output<typeof lookSchema>, suspect: Suspect): PodLook {
  const bytes = (text: string) => new TextEncoder().encode(text)
  const commands = look.transcript.commands.map(
    (command): CommandResult => ({
      ...command,
      run: '',
      origin: 'default',
      droppedBytes: 0,
      output: bytes(command.output),
    }),
  )
  const transcript: Transcript = {
    ...look.transcript,
    debuggerName: null,
    image: 'busybox:1.37',
    equivalent: '',
    identity: null,
    failure: null,
    commands,
  }
  const logs = look.logs.map(({ text, ...log }) => ({ ...log, bytes: bytes(text), droppedBytes: 0 }))
  return { suspect, transcript, logs }
}

/** What the first finding of a recorded fault must say. */
export interface RecordedFault {
  readonly name: string
  readonly id: string
  readonly confidence: 'high' | 'medium' | 'low'
  readonly title: string
}

const expectedSchema = z.object({
  id: z.string(),
  confidence: z.enum(['high', 'medium', 'low']),
  title: z.string(),
})

/** All recordings that have an expectation; the others are of healthy things. */
export function recordedFaults(): readonly RecordedFault[] {
  const names = readdirSync(folder).filter(name => existsSync(new URL(`${name}/expected.json`, folder)))
  return names.map(name => ({ name, ...expectedSchema.parse(read(`${name}/expected.json`)) }))
}
