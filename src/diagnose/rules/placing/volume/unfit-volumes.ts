// Why none of the volumes that there are fits a claim: the binder looks at class, use, access modes, size and labels, and says nothing of it.

import type { Cause } from '../../../../model/finding.ts'
import type { Claim, PersistentVolume } from '../../../../model/objects.ts'
import { meets } from '../scheduling/node-affinity.ts'
import { quantity } from '../scheduling/node-capacity.ts'

/** Why a claim cannot have one of the volumes that there are. */
export interface Misfit {
  readonly cause: Cause<'volume'>
  /** Completes `claim "data", which …`. */
  readonly because: string
  /** The volume as it is. */
  readonly seen: string
}

/** What keeps the claim from the volume that comes nearest; null where no volume is of its class. */
export function nearestMisfit(claim: Claim, volumes: readonly PersistentVolume[]): Misfit | null {
  const wanted = claim.spec?.storageClassName ?? ''
  const named = claim.spec?.volumeName
  const judged = volumes
    .filter(({ metadata, spec }) =>
      named === undefined ? (spec?.storageClassName ?? '') === wanted : metadata.name === named,
    )
    .map(volume => misfits(claim, volume))
    .filter(found => found.length > 0)
    // One that another claim holds is the least to be had.
    .toSorted((a, b) => Number(isTaken(a)) - Number(isTaken(b)) || a.length - b.length)
  return judged[0]?.[0] ?? null
}

function isTaken(found: readonly Misfit[]): boolean {
  return found.some(one => one.cause === 'volume-taken')
}

function misfits(claim: Claim, volume: PersistentVolume): readonly Misfit[] {
  const { metadata, spec, status } = volume
  const [amount = '?', offered = []] = [spec?.capacity?.['storage'], spec?.accessModes]
  const seen = `${metadata.name}: ${status?.phase ?? '?'}, storage class ${spec?.storageClassName || '(none)'}, ${amount}, ${offered.join(', ')}`
  const found = [taken(claim, volume), modes(claim, volume), size(claim, volume), labels(claim, volume)]
  return found.flatMap(one => (one === null ? [] : [{ ...one, seen }]))
}

type Found = Omit<Misfit, 'seen'> | null

function taken({ metadata }: Claim, { metadata: { name }, spec, status }: PersistentVolume): Found {
  const holder = spec?.claimRef
  const ours = holder?.name === metadata.name && holder.namespace === (metadata.namespace ?? 'default')
  if (status?.phase === 'Released')
    return {
      cause: 'volume-taken',
      because: `could use volume ${name}, which is Released: it still belongs to the deleted claim ${holder?.name ?? '?'}`,
    }
  if (holder === undefined || ours) return null
  return { cause: 'volume-taken', because: `could use volume ${name}, which the claim ${holder.name} holds` }
}

function modes(claim: Claim, { metadata: { name }, spec }: PersistentVolume): Found {
  const offered = spec?.accessModes ?? []
  const lacking = (claim.spec?.accessModes ?? []).filter(mode => !offered.includes(mode))
  if (lacking.length === 0) return null
  return {
    cause: 'access-mode',
    because: `asks for the access mode ${lacking.join(', ')}, and volume ${name} offers ${offered.join(', ') || 'none'}`,
  }
}

function size(claim: Claim, { metadata: { name }, spec }: PersistentVolume): Found {
  const wanted = claim.spec?.resources?.requests?.['storage']
  const offered = spec?.capacity?.['storage']
  if (wanted === undefined || offered === undefined || quantity(String(offered)) >= quantity(String(wanted)))
    return null
  return { cause: 'capacity', because: `asks for ${wanted}, and volume ${name} has ${offered}` }
}

function labels(claim: Claim, { metadata }: PersistentVolume): Found {
  const { matchLabels = {}, matchExpressions = [] } = claim.spec?.selector ?? {}
  const wrong = Object.entries(matchLabels).filter(([key, value]) => metadata.labels?.[key] !== value)
  const asked = wrong.map(([key, value]) => `${key}=${value}`)
  const unmet = matchExpressions.filter(one => !meets(metadata.labels?.[one.key], one))
  const all = [
    ...asked,
    ...unmet.map(one => `${one.key} ${one.operator} ${(one.values ?? []).join(', ')}`.trim()),
  ]
  if (all.length === 0) return null
  const has = Object.entries(metadata.labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return {
    cause: 'claim-selector',
    because: `selects volumes labelled ${all.join(', ')}, and volume ${metadata.name} is labelled ${has.join(', ') || 'with nothing'}`,
  }
}
