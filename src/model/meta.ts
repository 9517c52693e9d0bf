// What every Kubernetes object has: its metadata, its conditions, and how we parse it.
import { z } from 'zod'

/**
 * Kubernetes objects are parsed leniently: we name the fields we read and keep all others, so that an object can be
 * written back whole. A field of an unexpected type fails the parse of that one object only.
 */
export const labelsSchema = z.record(z.string(), z.string())

export const ownerReferenceSchema = z.looseObject({
  apiVersion: z.string().optional(),
  kind: z.string(),
  name: z.string(),
  uid: z.string().optional(),
  controller: z.boolean().optional(),
})
export type OwnerReference = z.infer<typeof ownerReferenceSchema>

export const metadataSchema = z.looseObject({
  name: z.string(),
  namespace: z.string().optional(),
  uid: z.string().optional(),
  labels: labelsSchema.optional(),
  annotations: labelsSchema.optional(),
  creationTimestamp: z.string().optional(),
  deletionTimestamp: z.string().optional(),
  deletionGracePeriodSeconds: z.number().optional(),
  finalizers: z.array(z.string()).optional(),
  generation: z.number().optional(),
  ownerReferences: z.array(ownerReferenceSchema).optional(),
})
export type Metadata = z.infer<typeof metadataSchema>

export const conditionSchema = z.looseObject({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastTransitionTime: z.string().optional(),
})
export type Condition = z.infer<typeof conditionSchema>

/** A port number or the name of a container port (Kubernetes' IntOrString). */
export const intOrStringSchema = z.union([z.number(), z.string()])
export type IntOrString = z.infer<typeof intOrStringSchema>

export const labelSelectorSchema = z.looseObject({
  matchLabels: labelsSchema.optional(),
  matchExpressions: z
    .array(z.looseObject({ key: z.string(), operator: z.string(), values: z.array(z.string()).optional() }))
    .optional(),
})

/**
 * A copy of a JSON value without `null` members: the API server writes `null` where it means "not set"
 * (`"creationTimestamp": null`, `"items": null`), and our schemas know only set and absent.
 */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter(item => item !== null).map(withoutNulls)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([, member]) => member !== null && member !== undefined)
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutNulls(member)]))
}

/** The condition of that type, or undefined where the object has none. */
export function conditionOf(
  conditions: readonly Condition[] | undefined,
  type: string,
): Condition | undefined {
  return conditions?.find(condition => condition.type === type)
}
