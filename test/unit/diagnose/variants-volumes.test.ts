import { describe, expect, test } from 'vitest'
import { claimSchema, eventSchema } from '../../../src/model/objects.ts'
import { ago, event, pod, unplaced, waiting } from '../support/build.ts'
import { findings, ids } from '../support/findings.ts'

type Row = readonly [id: string, message: string]

describe('a volume, by the words of many drivers', () => {
  const mounts: readonly Row[] = [
    [
      'attach-failed',
      'AttachVolume.Attach failed for volume "pvc-1" : rpc error: code = Internal desc = Could not attach volume "vol-1" to node "i-1": context deadline exceeded',
    ],
    [
      'attach-failed',
      'AttachVolume.Attach failed for volume "pvc-1" : CSINode node-1 does not contain driver disk.csi.azure.com',
    ],
    [
      'mount-failed',
      'MountVolume.MountDevice failed for volume "pvc-1" : rpc error: code = Internal desc = format of disk "/dev/nvme1n1" failed: type:("ext4")',
    ],
    [
      'mount-failed',
      'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create newCsiDriverClient: driver name ebs.csi.aws.com not found in the list of registered CSI drivers',
    ],
    [
      'mount-failed',
      'MountVolume.NewMounter initialization failed for volume "local-1" : path "/mnt/disks/1" does not exist',
    ],
    [
      'mount-failed',
      'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: Connection timed out',
    ],
    [
      'permission',
      'MountVolume.SetUp failed for volume "share" : mount failed: exit status 32\nMounting command: mount\nOutput: mount.nfs: access denied by server while mounting 10.0.0.1:/x',
    ],
    [
      'permission',
      'MountVolume.SetUp failed for volume "smb" : rpc error: code = Internal desc = volume(x) mount failed: mount error(13): Permission denied',
    ],
    ['volume-taken', 'Multi-Attach error for volume "pvc-1" Volume is already used by pod(s) db-0'],
    [
      'volume-taken',
      'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached to one node and can\'t be attached to another',
    ],
    ['config-missing', 'MountVolume.SetUp failed for volume "settings" : configmap "settings" not found'],
    [
      'config-missing',
      'MountVolume.SetUp failed for volume "tls" : references non-existent secret key: tls.crt',
    ],
  ]
  test.each(mounts)('%s: %s', (cause, message) => {
    const waits = pod({ phase: 'Pending', ready: false, state: waiting('ContainerCreating') })
    const reason =
      message.startsWith('Attach') || message.startsWith('Multi') ? 'FailedAttachVolume' : 'FailedMount'
    const late =
      'Unable to attach or mount volumes: unmounted volumes=[x], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition'
    const events = [event(waits, reason, message, null, 20), event(waits, 'FailedMount', late, null)]
    const [found] = findings({ pods: [waits], events })
    expect(`${found?.category}/${found?.cause}`).toBe(`volume/${cause}`)
    expect(found?.confidence).toBe('high')
  })

  const claims: readonly (readonly [cause: string, reason: string, message: string])[] = [
    [
      'provisioning-failed',
      'ProvisioningFailed',
      'failed to provision volume with StorageClass "gp3": rpc error: code = ResourceExhausted desc = insufficient capacity',
    ],
    [
      'provisioning-failed',
      'ExternalProvisioning',
      "Waiting for a volume to be created either by the external provisioner 'ebs.csi.aws.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
    ],
    ['storage-class', 'ProvisioningFailed', 'storageclass.storage.k8s.io "fast" not found'],
    [
      'storage-class',
      'FailedBinding',
      'no persistent volumes available for this claim and no storage class is set',
    ],
    ['capacity', 'VolumeMismatch', 'Cannot bind to requested volume "pv-1": requested PV is too small'],
    ['access-mode', 'VolumeMismatch', 'Cannot bind to requested volume "pv-1": incompatible accessMode'],
    [
      'claim-selector',
      'VolumeMismatch',
      'Cannot bind to requested volume "pv-1": storageClassName does not match',
    ],
    ['volume-taken', 'FailedBinding', 'volume "pv-1" already bound to a different claim.'],
  ]
  test.each(claims)('a claim that waits: %s by %s', (cause, reason, message) => {
    const waits = unplaced(
      '0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found',
      {
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    )
    const claim = claimSchema.parse({
      metadata: { name: 'data', namespace: 'shop', uid: 'uid-claim' },
      spec: { storageClassName: 'gp3' },
      status: { phase: 'Pending' },
    })
    const told = eventSchema.parse({
      metadata: { name: 'e' },
      involvedObject: { kind: 'PersistentVolumeClaim', namespace: 'shop', name: 'data', uid: 'uid-claim' },
      reason,
      message,
      lastTimestamp: ago(3),
    })
    expect(ids(findings({ pods: [waits], claims: [claim], events: [told] }))).toEqual([`volume/${cause}`])
  })
})
