// Every fault of test/faults on the real cluster, each in a namespace of its own beside healthy pods: named rightly, and nobody else accused.
import { afterAll, beforeAll, describe, inject, test } from 'vitest'
import type { Report } from '../../src/model/report.ts'
import { allFaults } from '../faults/index.ts'
import { record } from '../faults/recordings.ts'
import { runAction } from '../support/action.ts'
import { applyFaults, removeFaults } from '../support/faults.ts'
import { TestKubernetes } from '../support/kubernetes.ts'
import { expectNamed } from '../support/named.ts'

const { kubeconfig } = inject('cluster')
const kubernetes = new TestKubernetes(kubeconfig)
/** A node takes 110 pods: so many faults fit on it at once, with their neighbours. */
const WAVE = 42

/** `FAULTS=loopback,oom` tries only these: for whoever writes a new one. */
const only = process.env['FAULTS']?.split(',')
/** `RECORD=1` writes down what was seen of each, for the unit tests to diagnose again. */
const recording = process.env['RECORD'] === '1'
const faults = allFaults().filter(fault => only === undefined || only.includes(fault.name))
const waves = Array.from({ length: Math.ceil(faults.length / WAVE) }, (_, index) =>
  faults.filter((_fault, place) => place % Math.ceil(faults.length / WAVE) === index),
)
const leaving: Promise<void>[] = []

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
    if (recording) for (const fault of wave) record(fault, run.files)
    await run.job.cleanUp()
    leaving.push(removeFaults(kubernetes, wave))
  }, 480_000)

  describe.each(wave.map(fault => ({ fault, name: fault.name, id: fault.id })))('$name', ({ fault }) => {
    test(`is ${fault.id}: ${fault.why}`, () => {
      expectNamed(fault, report.findings)
    })
  })
})

afterAll(async () => {
  await Promise.all(leaving)
  await removeFaults(kubernetes, faults)
})
