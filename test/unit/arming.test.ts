// One `uses:` line in both places: when it acts.
import { expect, test } from 'vitest'
import { decide } from '../../src/arming.ts'

const armed = { kind: 'armed', startedAt: '2026-11-22T10:00:00Z' } as const
const act = (jobStartedAt: string | null) => ({ do: 'act', jobStartedAt })

test.each([
  ['main', 'auto', 'success', null, { do: 'arm' }],
  ['main', 'auto', 'failure', null, act(null)],
  ['main', 'auto', 'cancelled', null, act(null)],
  ['main', 'now', 'success', null, act(null)],
  ['main', 'post', 'failure', null, { do: 'arm' }],
  ['post', 'auto', 'failure', armed, act(armed.startedAt)],
  ['post', 'auto', 'cancelled', armed, act(armed.startedAt)],
  ['post', 'auto', 'success', armed, { do: 'tell-passed' }],
  ['post', 'auto', 'success', { kind: 'done' }, { do: 'nothing' }],
  ['post', 'auto', 'failure', { kind: 'done' }, { do: 'nothing' }],
] as const)('%s step, when: %s, job %s', (step, when, jobStatus, remembered, expected) => {
  expect(decide(step, { when, jobStatus }, remembered)).toEqual(expected)
})
