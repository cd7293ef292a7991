/** Several networks of one form as one, whose answer is the mean of theirs. */
import type { TensorType, Value } from '../core/node.ts';
import { type AnyTensor, isValue, type Tensor, untyped } from '../core/tensor.ts';
import { type AnyStage, type Fin, pipe, type Stages, times } from '../ops/index.ts';
import { add } from '../prim/index.ts';
import type { Members } from '../tree/index.ts';
import type { DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import { model, type Net } from './model.ts';

interface Member {
  (params: unknown, x: Value): Value;
  readonly params: unknown;
  readonly input: TensorType;
}

const checkCount = (count: number): void => {
  if (Number.isInteger(count) && count > 0) return;
  throw new RangeError(`ensemble: the number of networks must be positive, got ${count}`);
};

/**
 * (1/N) sum_n g(f(p_n, x)): the mean of what N networks of one form give, each after the stages g, such as softmax of
 * their logits: ensemble(mlp, 5, softmax(-1)). Its parameters are the list of theirs: init draws each differently, and
 * members trained one by one are put together as [p1, p2, ...]. Shapes: those of g(f(x)). Throws RangeError for a count
 * that is not positive. Hansen and Salamon 1990; Lakshminarayanan, Pritzel, Blundell 2017. scikit-learn: VotingClassifier
 * with voting='soft'.
 */
export function ensemble<
  S extends Shape,
  D extends DType,
  Y extends AnyTensor,
  P,
  const N extends number,
  Fs extends readonly AnyStage[],
>(
  member: Net<Tensor<S, D>, Y, P>,
  count: N,
  ...stages: Stages<Y, Fs>
): Net<Tensor<S, D>, Fin<Y, Fs> extends infer Z extends AnyTensor ? Z : never, Members<P, N>, []>;
export function ensemble(member: Member, count: number, ...stages: readonly unknown[]): unknown {
  checkCount(count);
  const through = untyped(pipe<AnyTensor, []>);
  const params = Array.from({ length: count }, () => member.params);
  const body = (own: readonly unknown[], x: Value): Value => {
    const answers = own.map((p) => through(member(p, x), ...stages)).filter(isValue);
    return times(1 / count, answers.reduce(add));
  };
  return untyped<unknown>(model)(params, member.input, body);
}
