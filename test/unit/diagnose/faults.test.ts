// Every fault of test/faults as it was recorded on the real cluster: named as it is there, in no time.
import { describe, test } from 'vitest'
import { allFaults } from '../../faults/index.ts'
import { recordingOf } from '../../faults/recordings.ts'
import { expectNamed } from '../../support/named.ts'
import { offline } from '../dump/support.ts'

describe.each(allFaults().map(fault => ({ fault, name: fault.name, id: fault.id })))(
  'recorded: $name',
  ({ fault }) => {
    test(`is ${fault.id}`, () => {
      expectNamed(fault, offline(recordingOf(fault)).report.findings)
    })
  },
)
