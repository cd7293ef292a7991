/** The products and convolutions that the bench of the kernels measures, in the words of bench/peers. */

const product = (name, M, K, N, ta = 0, tb = 0) => ({
  name,
  flops: 2 * M * N * K,
  spec: { kind: 'matmul', M, N, K, ta, tb },
});

const square = (n) =>
  ['nn', 'nt', 'tn', 'tt'].map((t) =>
    product(`gemm ${n} ${t}`, n, n, n, Number(t[0] === 't'), Number(t[1] === 't')),
  );

const convolution = (name, N, H, C, O, { K = 3, pad = 0 } = {}) =>
  ['fwd', 'dx', 'dw'].map((pass) => {
    const OH = H + 2 * pad - K + 1;
    const spec = { kind: 'conv', pass, N, H, W: H, C, KH: K, KW: K, O, pad, OH, OW: OH };
    return { name: `conv ${name} ${pass}`, flops: 2 * N * OH * OH * K * K * C * O, spec };
  });

export const CASES = [
  ...[256, 512, 1024].flatMap(square),
  product('mlp [128,784]x[784,512]', 128, 784, 512),
  product('mlp dw [784,128]x[128,512]', 784, 128, 512, 1, 0),
  product('mlp dx [128,512]x[512,784]', 128, 512, 784, 0, 1),
  product('mlp [128,512]x[512,256]', 128, 512, 256),
  product('mlp dw [512,128]x[128,256]', 512, 128, 256, 1, 0),
  product('mlp dx [128,256]x[256,512]', 128, 256, 512, 0, 1),
  product('mlp [128,256]x[256,10]', 128, 256, 10),
  product('mlp dw [256,128]x[128,10]', 256, 128, 10, 1, 0),
  product('skinny [32,128]x[128,512]', 32, 128, 512),
  product('skinny [1024,16]x[16,1024]', 1024, 16, 1024),
  product('skinny [8,1024]x[1024,1024]', 8, 1024, 1024),
  product('vector [1,1024]x[1024,1024]', 1, 1024, 1024),
  product('vector [1024,1024]x[1024,1]', 1024, 1024, 1),
  ...convolution('mnist1 [128,28,28,1] 32', 128, 28, 1, 32),
  ...convolution('mnist2 [128,13,13,32] 64', 128, 13, 32, 64),
  ...convolution('resnet [8,56,56,64] 64', 8, 56, 64, 64, { pad: 1 }),
  ...convolution('resnet [8,14,14,256] 256', 8, 14, 256, 256, { pad: 1 }),
  ...convolution('1x1 [8,28,28,128] 128', 8, 28, 128, 128, { K: 1 }),
];
