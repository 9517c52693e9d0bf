// Every fault that was recorded on a real cluster is named from a dump as well, in whatever layout it was saved.
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import { asText } from '../../../src/model/inspection.ts'
import { artifactFiles } from '../../../src/render/artifact/files.ts'
import { type Recording, recorded, recordedFaults } from '../support/recorded.ts'
import { dumpOf, type Files, findingIds, offline } from './support.ts'

const faults = recordedFaults()

/** The objects of a recording by kind. */
function byKind({ snapshot }: Recording): ReadonlyMap<string, readonly object[]> {
  const workloads = Map.groupBy(snapshot.workloads, workload => workload.kind)
  return new Map<string, readonly object[]>([
    ['Pod', snapshot.pods],
    ['Event', snapshot.events],
    ['Service', snapshot.services],
    ['EndpointSlice', snapshot.endpointSlices],
    ['PersistentVolumeClaim', snapshot.claims],
    ['Node', snapshot.nodes],
    ...workloads,
  ])
}

/** `kubectl get KINDS -A -o json`: one List, each item with its kind. */
function asList(recording: Recording): object {
  const items = [...byKind(recording)].flatMap(([kind, objects]) =>
    objects.map(object => ({ ...object, kind })),
  )
  return { kind: 'List', apiVersion: 'v1', items }
}

function logFiles(
  { looks }: Recording,
  name: (pod: Recording['looks'][number], container: string, previous: boolean) => string,
): Files {
  const entries = looks.flatMap(look =>
    look.logs.map(log => [name(look, log.container, log.previous), asText(log.bytes)] as const),
  )
  return Object.fromEntries(entries)
}

const podOf = (look: Recording['looks'][number]) => ({
  namespace: look.suspect.pod.metadata.namespace ?? 'default',
  name: look.suspect.pod.metadata.name,
})

type Layout = (recording: Recording) => Files

const layouts: Readonly<Record<string, Layout>> = {
  'one List, logs as kubectl prints them': recording => ({
    'everything.json': asList(recording),
    ...logFiles(recording, (look, container, previous) => {
      const { namespace, name } = podOf(look)
      return `${namespace}-${name}-${container}${previous ? '-previous' : ''}.log`
    }),
  }),
  'must-gather': recording => ({
    ...Object.fromEntries(
      [...byKind(recording)].map(([kind, objects]) => [
        `namespaces/diag/core/${kind.toLowerCase()}s.yaml`,
        stringify(
          { apiVersion: 'v1', kind: `${kind}List`, items: objects },
          { aliasDuplicateObjects: false },
        ),
      ]),
    ),
    ...logFiles(recording, (look, container, previous) => {
      const { namespace, name } = podOf(look)
      return `namespaces/${namespace}/pods/${name}/${container}/${container}/logs/${previous ? 'previous' : 'current'}.log`
    }),
  }),
  'support bundle': recording => ({
    ...Object.fromEntries(
      [...byKind(recording)].map(([kind, objects]) => [
        `cluster-resources/${kind.toLowerCase()}s/diag.json`,
        objects,
      ]),
    ),
    ...logFiles(recording, (look, container, previous) => {
      const { namespace, name } = podOf(look)
      return `cluster-resources/pods/logs/${namespace}/${name}/${container}${previous ? '-previous' : ''}.log`
    }),
  }),
}

/** What only the looks inside can tell: from a dump the same trouble has a coarser name. */
const needInside = new Map(
  faults
    .filter(({ name }) => recorded(name).looks.some(look => look.transcript.commands.length > 0))
    .map(({ name }) => [name, true]),
)

describe.each(Object.entries(layouts))('%s', (_name, layout) => {
  const known = faults.filter(({ name }) => !needInside.has(name))
  test.each(known)('$name', ({ name, id }) => {
    const { report } = offline(layout(recorded(name)))
    expect(findingIds(report)[0]).toBe(id)
  })
})

test('a healthy cluster has no finding', () => {
  const { report } = offline(layouts['must-gather']?.(recorded('healthy')) ?? {})
  expect(report.findings).toEqual([])
  expect(report.outcome).toBe('nothing-failing')
})

describe('our own artifact gives the same findings again, what was seen inside included', () => {
  test.each(faults)('$name', ({ name }) => {
    const { snapshot, suspects, looks } = recorded(name)
    const first = artifactOf({ snapshot, suspects, looks })
    const again = offline(first.files)
    const told = (report: typeof first.report) =>
      report.findings.map(({ id, category, cause, confidence, title, causedBy, fingerprint, evidence }) => ({
        id,
        category,
        cause,
        confidence,
        title,
        causedBy,
        fingerprint,
        evidence,
      }))
    expect(told(again.report)).toEqual(told(first.report))
    expect(again.report.outcome).toBe(first.report.outcome)
    expect(again.report.startedAt).toBe(first.report.startedAt)
  })
})

function artifactOf({ snapshot, suspects, looks }: Recording) {
  const findings = diagnose({ snapshot, suspects, looks })
  const input = {
    outcome: 'diagnosed' as const,
    snapshot,
    suspects,
    looks,
    findings,
    notCollected: [],
    startedAt: snapshot.takenAt,
    durationMs: 5,
    image: 'busybox:1.37',
  }
  const { report, files } = artifactFiles(input)
  return { report, files: Object.fromEntries(files.map(file => [file.path, file.content])) }
}

test('the artifact is recognised, its moment and its beginning too', () => {
  const { snapshot, ...rest } = recorded('exit-code')
  const failedStep = { name: 'Run e2e tests', at: '2026-11-22T18:04:00Z' }
  const jobStartedAt = '2026-11-22T18:00:00Z'
  const { files } = artifactOf({ snapshot: { ...snapshot, jobStartedAt, failedStep }, ...rest })
  const dump = dumpOf(files)
  expect(dump.own?.folder).toBe('')
  expect(dump.snapshot.takenAt).toBe(snapshot.takenAt)
  expect(dump.snapshot).toMatchObject({ jobStartedAt, failedStep })
  expect(dump.snapshot.cluster).toEqual(snapshot.cluster)
})
