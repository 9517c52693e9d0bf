// Every fault of test/faults on the real cluster, each in a namespace of its own beside healthy pods: named rightly, and nobody else accused.
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { Report, ReportFinding } from '../../src/model/report.ts'
import { allFaults } from '../faults/index.ts'
import { runAction } from '../support/action.ts'
import { applyFaults, removeFaults } from '../support/faults.ts'
import { TestKubernetes } from '../support/kubernetes.ts'

const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
/** A node takes 110 pods: so many faults fit on it at once, with their neighbours. */
const WAVE = 42

/** `FAULTS=loopback,oom` tries only these: for whoever writes a new one. */
const only = process.env['FAULTS']?.split(',')
const faults = allFaults().filter(fault => only === undefined || only.includes(fault.name))
const waves = Array.from({ length: Math.ceil(faults.length / WAVE) }, (_, index) =>
  faults.filter((_fault, place) => place % Math.ceil(faults.length / WAVE) === index),
)
const leaving: Promise<void>[] = []

const idOf = (finding: ReportFinding): string => `${finding.category}/${finding.cause}`
const nameOf = ({ subject }: ReportFinding): string => `${subject.kind}/${subject.name}`

describe.each(waves.map((wave, index) => ({ wave, index })))('wave $index', ({ wave }) => {
  let report: Report

  beforeAll(async () => {
    await applyFaults(kubernetes, wave)
    const run = await runAction({
      inputs: {
        kubeconfig,
        namespaces: wave.flatMap(fault => [fault.namespace, ...fault.further]).join(','),
        'max-pods': '60',
      },
      if: 'failure()',
      statusBefore: 'failure',
    })
    report = run.report()
    await run.job.cleanUp()
    leaving.push(removeFaults(kubernetes, wave))
  }, 480_000)

  describe.each(wave.map(fault => ({ fault, name: fault.name, id: fault.id })))('$name', ({ fault }) => {
    const found = (): readonly ReportFinding[] =>
      report.findings.filter(finding => finding.subject.namespace === fault.namespace)

    test(`is ${fault.id}: ${fault.why}`, () => {
      const [first] = found()
      expect(first && { id: idOf(first), subject: nameOf(first), causedBy: first.causedBy }).toEqual({
        id: fault.id,
        subject: fault.subject,
        causedBy: null,
      })
      expect(found().filter(finding => !fault.accused.includes(nameOf(finding)))).toEqual([])
      for (const effect of fault.effects)
        expect(found().find(finding => idOf(finding) === effect)).toMatchObject({
          causedBy: expect.any(String),
        })
      if (fault.inside) expect(first?.evidence.map(piece => piece.source.split(':')[0])).toContain('command')
    })
  })
})

afterAll(async () => {
  await Promise.all(leaving)
  await removeFaults(kubernetes, faults)
})
