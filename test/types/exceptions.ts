/** Exports that the cases or the budgets leave out, each with the reason; what stands here needlessly fails a test. */
export type Reasons = Readonly<Record<string, string>>;

const because = (reason: string, names: string): Reasons =>
  Object.fromEntries(names.split(/\s+/).map((name) => [name, reason]));

const UNTYPED =
  'graph values and trees of any form, for who writes a transformation: no shape in its type';
const NUMBERS =
  "takes plain numbers, and no tensor: what is wrong with them is the language's own matter";

/** No type to pin: of no result, or of one without a shape. */
export const NO_TYPE: Reasons = {
  ...because(
    UNTYPED,
    'tree.bindTrees tree.child tree.diff tree.entries tree.isInit tree.isParamSpec',
  ),
  ...because(
    UNTYPED,
    'tree.isSpec tree.leaves tree.leavesLike tree.mapSpecs tree.missing tree.paths',
  ),
  ...because(UNTYPED, 'tree.zipLeaves labelledRowsShape threefry2x32'),
  ...because('gives a promise of nothing', 'loadKernels'),
  ...because('says what the machine can do', 'capabilities'),
};

const PLAIN: Reasons = {
  ...because(
    NUMBERS,
    'accuracyOf accuracyScore areaUnderCurve averagePrecision balancedAccuracyScore',
  ),
  ...because(NUMBERS, 'categoricalLogLoss classScores cohenKappaScore confusionMatrix confusions'),
  ...because(NUMBERS, 'explainedVarianceScore f1Score fBetaScore hits logLoss matthewsCorrelation'),
  ...because(NUMBERS, 'maxErrorOf meanAbsoluteErrorOf meanSquaredErrorOf precisionRecallCurve'),
  ...because(NUMBERS, 'precisionScore r2Score recallScore residuals residualsOf rocAuc rocCurve'),
  ...because(
    NUMBERS,
    'constantOf fanInUniform fans gainOf glorotNormal glorotUniform heNormal heUniform',
  ),
  ...because(
    NUMBERS,
    'kaimingNormal kaimingUniform lecunNormal lecunUniform normalOf onesOf orthogonalOf',
  ),
  ...because(
    NUMBERS,
    'truncatedNormalOf uniformOf varianceScaling xavierNormal xavierUniform zerosOf',
  ),
};

/** No type can refuse what it is given. */
export const NOTHING_WRONG: Reasons = {
  ...NO_TYPE,
  ...PLAIN,
  ...because('a dim of any form is right', 'bf16 bool f16 f64 i32 i64 u8 u32'),
  ...because('takes every tree', 'tree.formals tree.initOf tree.map tree.rebuild tree.zip'),
  ...because('takes every tensor', 'onesLike zerosLike'),
  ...because('counts any network', 'activationBytes parameterBytes'),
};

/** Nothing for the compiler to compute. */
export const NO_BUDGET: Reasons = {
  ...NO_TYPE,
  ...PLAIN,
  ...because('has the type that the caller declares', 'defineLayer'),
};
