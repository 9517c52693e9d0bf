// A claim that waits for its volume: those that somebody made, and a provisioner that does not come.
import { describe, expect, test } from 'vitest'
import { claimSchema, eventSchema, persistentVolumeSchema } from '../../../src/model/objects.ts'
import { ago, pod, unplaced } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

const usesData = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }
const claim = (spec: object) =>
  claimSchema.parse({
    metadata: { name: 'data', namespace: 'shop', uid: 'uid-claim' },
    spec: {
      storageClassName: 'manual',
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '5Gi' } },
      ...spec,
    },
    status: { phase: 'Pending' },
  })
const ofClaim = (reason: string, message: string) =>
  eventSchema.parse({
    metadata: { name: 'e' },
    involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data', uid: 'uid-claim' },
    reason,
    message,
    lastTimestamp: ago(3),
  })

describe('a claim and the volumes that somebody made', () => {
  const volume = (spec: object, phase = 'Available', labels = {}) =>
    persistentVolumeSchema.parse({
      metadata: { name: 'pv-1', labels },
      spec: {
        storageClassName: 'manual',
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: '5Gi' },
        ...spec,
      },
      status: { phase },
    })
  const rows: readonly (readonly [
    cause: string,
    words: string,
    claim: object,
    volume: object,
    phase: string,
  ])[] = [
    [
      'capacity',
      'asks for 10Gi, and volume pv-1 has 5Gi',
      { resources: { requests: { storage: '10Gi' } } },
      {},
      'Available',
    ],
    [
      'access-mode',
      'ReadWriteMany, and volume pv-1 offers ReadWriteOnce',
      { accessModes: ['ReadWriteMany'] },
      {},
      'Available',
    ],
    [
      'claim-selector',
      'labelled tier=fast',
      { selector: { matchLabels: { tier: 'fast' } } },
      {},
      'Available',
    ],
    [
      'claim-selector',
      'labelled tier In fast',
      { selector: { matchExpressions: [{ key: 'tier', operator: 'In', values: ['fast'] }] } },
      {},
      'Available',
    ],
    [
      'volume-taken',
      'the claim other holds',
      {},
      { claimRef: { namespace: 'shop', name: 'other' } },
      'Bound',
    ],
    ['volume-taken', 'is Released', {}, { claimRef: { namespace: 'shop', name: 'data' } }, 'Released'],
    [
      'storage-class',
      'the storage class "manual", which does not exist',
      {},
      { storageClassName: 'other' },
      'Available',
    ],
  ]
  test.each(rows)('%s: %s', (cause, words, wanted, offered, phase) => {
    const waits = unplaced(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
      usesData,
    )
    const [found] = findings({
      pods: [waits],
      claims: [claim(wanted)],
      volumes: [volume(offered, phase)],
      events: [ofClaim('ProvisioningFailed', 'storageclass.storage.k8s.io "manual" not found')],
    })
    expect(`${found?.category}/${found?.cause}`).toBe(`volume/${cause}`)
    expect(found?.title).toContain(words)
  })
})

test('a class that is not there is surely the reason only where the volumes are known', () => {
  const waits = unplaced(
    '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.',
    usesData,
  )
  const events = [ofClaim('ProvisioningFailed', 'storageclass.storage.k8s.io "manual" not found')]
  const confidence = (known: object) =>
    findings({ pods: [waits], claims: [claim({})], events, ...known })[0]?.confidence
  expect(confidence({ volumes: [] })).toBe('high')
  expect(confidence({})).toBe('medium')
})

describe('a claim whose provisioner was asked', () => {
  const undecided = pod({
    phase: 'Pending',
    ready: false,
    age: 60,
    spec: { nodeName: undefined, ...usesData },
    status: { containerStatuses: undefined, conditions: undefined },
  })
  const asked = ofClaim(
    'ExternalProvisioning',
    "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
  )

  test('holds its pod back without a word of the scheduler', () => {
    const found = findings({ pods: [undecided], claims: [claim({})], events: [asked] })
    expect(ids(found)).toEqual(['volume/provisioning-failed'])
    expect(found[0]?.title).toContain('its provisioner ebs.csi.aws.com has made no volume for')
  })

  test('and without the question it is the scheduler that has not come by', () => {
    expect(ids(findings({ pods: [undecided], claims: [claim({})] }))).toEqual(['unschedulable/no-scheduler'])
  })
})
