/** Opens every door of the package and lists those that hold something. */
import * as all from 'typegrad';
import * as data from 'typegrad/data';
import * as extend from 'typegrad/extend';
import * as io from 'typegrad/io';
import * as loss from 'typegrad/loss';
import * as metric from 'typegrad/metric';
import * as nn from 'typegrad/nn';
import * as optim from 'typegrad/optim';
import * as train from 'typegrad/train';

const doors = { all, data, extend, io, loss, metric, nn, optim, train };
const open = Object.keys(doors).filter((name) => Object.keys(doors[name]).length > 0);
document.getElementById('names').textContent = open.join(' ');
