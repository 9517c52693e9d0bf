// Why a claim is not bound, by what the volume controller and the provisioners say of it.
import type { Cause } from '../../../../model/finding.ts'
import type { Event } from '../../../../model/objects.ts'
import { lastCalls } from '../../../candidate.ts'

/** What the events about a claim come to. */
export interface ClaimReading {
  readonly cause: Cause<'volume'>
  /** Completes `claim "data", which …`. */
  readonly because: string
}

/** The reading of a claim's decisive event; of none where there is no event. */
export function claimReading(
  said: string,
  event: Event | undefined,
  storageClass: string | undefined,
): ClaimReading {
  const named = storageClass ?? /StorageClass "([^"]{1,253})"/.exec(said)?.[1]
  const missingClass = /storageclass(?:\.storage\.k8s\.io)? "([^"]{1,253})" not found/.exec(said)?.[1]
  if (missingClass !== undefined)
    return {
      cause: 'storage-class',
      because: `asks for the storage class "${missingClass}", which does not exist`,
    }
  if (/no storage class is set/.test(said))
    return {
      cause: 'storage-class',
      because: 'names no storage class, and the cluster has no default one and no fitting volume',
    }
  if (event?.reason === 'VolumeMismatch') {
    if (/access ?mode/i.test(said))
      return { cause: 'access-mode', because: 'asks for an access mode that its volume does not offer' }
    if (/too small|capacity|size/i.test(said))
      return { cause: 'capacity', because: 'asks for more space than its volume has' }
    return { cause: 'claim-selector', because: 'does not match its volume' }
  }
  const taken = /volume "?([\w.-]{0,253})"? already bound to a different claim/.exec(said)?.[1]
  if (taken !== undefined)
    return { cause: 'volume-taken', because: `asks for the volume "${taken}", which another claim holds` }
  if (event?.reason === 'ExternalProvisioning')
    return {
      cause: 'provisioning-failed',
      because: `its provisioner ${provisionerIn(said)} has made no volume for: it may not be installed, or not run`,
    }
  if (event?.reason === 'ProvisioningFailed')
    return {
      cause: 'provisioning-failed',
      because: `cannot be provisioned${named === undefined ? '' : ` (storage class ${named})`}: ${lastCalls(said, 180)}`,
    }
  if (event?.reason === 'ClaimLost')
    return { cause: 'other', because: 'has lost its volume: that no longer exists' }
  return {
    cause: 'other',
    because: `is not bound${storageClass === undefined ? '' : ` (storage class ${storageClass})`}`,
  }
}

/** The message has been worded in two ways: `external provisioner "x"`, and today `the external provisioner 'x'`. */
function provisionerIn(said: string): string {
  return /provisioner ['"]([^'"]{1,253})['"]/.exec(said)?.[1] ?? ''
}
