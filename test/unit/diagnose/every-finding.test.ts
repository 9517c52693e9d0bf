// Every id of the catalogue is given by something that was seen, so that none is a promise that no rule keeps.
import { describe, expect, test } from 'vitest'
import { diagnose } from '../../../src/diagnose/diagnose.ts'
import { causes } from '../../../src/model/finding.ts'
import { findings, ids } from '../support/findings.ts'
import { recorded, recordedFaults } from '../support/recorded.ts'
import { dependencyLogs } from './samples/dependency-logs.ts'
import { ownLogs } from './samples/own-logs.ts'
import { rest } from './samples/rest.ts'

describe('what neither a recording nor a log gives', () => {
  test.each(rest.map(([id, parts, looks = {}]) => ({ id, parts, looks })))('$id', ({ id, parts, looks }) => {
    expect(ids(findings(parts, looks))[0]).toBe(id)
  })
})

test('every finding of the catalogue is given by a recording, a log or a sample', () => {
  const given = new Set([
    ...recordedFaults().flatMap(({ name }) => ids(diagnose(recorded(name)))),
    ...[...dependencyLogs, ...ownLogs].map(([, id]) => id),
    ...rest.map(([id]) => id),
  ])
  const all = Object.entries(causes).flatMap(([category, list]) => list.map(cause => `${category}/${cause}`))
  expect(all.filter(id => !given.has(id))).toEqual([])
})
