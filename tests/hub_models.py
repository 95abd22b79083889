"""Tiny models where fastembed looks for those of the hub: its cache's layout, real graphs, a few kilobytes of weights.

They know a few words of the tests and see colours roughly. What is theirs to get right is the form: inputs, outputs,
tokenizer, preprocessing, file names.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.normalizers import Lowercase
from tokenizers.pre_tokenizers import BertPreTokenizer
from tokenizers.processors import TemplateProcessing

MINILM: Final = "sentence-transformers/paraphrase-multilingual-MiniLM-L12-v2"
CLIP_TEXT: Final = "Qdrant/clip-ViT-B-32-text"
CLIP_VISION: Final = "Qdrant/clip-ViT-B-32-vision"
SIGLIP: Final = "google/siglip2-base-patch16-224"

REVISION: Final = "0123456789abcdef0123456789abcdef01234567"
SIDE: Final = 224
PAD, UNKNOWN, BEGIN, END = "<pad>", "<unk>", "<s>", "</s>"
KINDS: Final = (
    "mug cup kaffeetasse taza コーヒーカップ",
    "raincoat impermeable regenjacke anorak",
    "kettle wasserkocher hervidor",
    "lamp lampe lantern",
    "towel handtuch towels",
)
WORDS: Final = "a the of for room coffee oak chopping board red blue green blauer becher ein cotton steel water"

Files = Mapping[str, bytes]


def lay_out_hub(models: Path) -> None:
    """Both towers of CLIP and SigLIP and a sentence encoder, in the folder `models`."""
    words = _tokenizer_files(length=128)
    _place(models, "Qdrant/paraphrase-multilingual-MiniLM-L12-v2-onnx-Q", {**words, "model_optimized.onnx": _text(384)})
    _place(models, CLIP_TEXT, {**_tokenizer_files(length=77), "model.onnx": _text(512, pooled="text_embeds")})
    _place(models, CLIP_VISION, {**_eyes(), "model.onnx": _vision(512, "image_embeds")})
    both = {
        "onnx/text_model.onnx": _text(768, pooled="pooler_output"),
        "onnx/vision_model.onnx": _vision(768, "pooler_output"),
    }
    _place(models, "onnx-community/siglip2-base-patch16-224-ONNX", {**_tokenizer_files(length=64), **_eyes(), **both})


def _place(models: Path, repository: str, files: Files) -> None:
    """As huggingface_hub does: what `refs/main` names is under `snapshots`."""
    home = models / f"models--{repository.replace('/', '--')}"
    (home / "refs").mkdir(parents=True, exist_ok=True)
    (home / "refs" / "main").write_text(REVISION)
    for name, content in files.items():
        path = home / "snapshots" / REVISION / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _vocabulary() -> dict[str, int]:
    words = (PAD, UNKNOWN, BEGIN, END, *WORDS.split(), *(word for kind in KINDS for word in kind.split()))
    return {word: number for number, word in enumerate(dict.fromkeys(words))}


def _tokenizer_files(length: int) -> Files:
    vocabulary = _vocabulary()
    tokenizer = Tokenizer(WordLevel(vocabulary, UNKNOWN))
    tokenizer.normalizer, tokenizer.pre_tokenizer = Lowercase(), BertPreTokenizer()
    ends = [(word, vocabulary[word]) for word in (BEGIN, END)]
    tokenizer.post_processor = TemplateProcessing(f"{BEGIN} $A {END}", special_tokens=ends)
    config = {"model_max_length": length, "pad_token": PAD, "unk_token": UNKNOWN}
    return {
        "config.json": _json({"pad_token_id": 0}),
        "tokenizer.json": tokenizer.to_str().encode(),
        "tokenizer_config.json": _json(config),
        "special_tokens_map.json": _json({"pad_token": PAD, "unk_token": UNKNOWN}),
    }


def _eyes() -> Files:
    config = {
        "image_processor_type": "CLIPImageProcessor",
        "do_resize": True,
        "size": {"shortest_edge": SIDE},
        "resample": 3,
        "do_center_crop": True,
        "crop_size": {"height": SIDE, "width": SIDE},
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": [0.48145466, 0.4578275, 0.40821073],
        "image_std": [0.26862954, 0.26130258, 0.27577711],
    }
    return {"preprocessor_config.json": _json(config)}


def _text(size: int, pooled: str = "") -> bytes:
    """A vector a word; of one kind of thing nearly the same. `pooled` names the output of a model that sums them up."""
    weights = {"words": _meanings(size)}
    nodes = [helper.make_node("Gather", ["words", "input_ids"], ["last_hidden_state"])]
    inputs = [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "length"])]
    outputs = [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "length", size])]
    if pooled:
        weights["axis"] = np.array([1])
        nodes.append(helper.make_node("ReduceSum", ["last_hidden_state", "axis"], [pooled], keepdims=0))
        row = helper.make_tensor_value_info(pooled, TensorProto.FLOAT, ["batch", size])
        outputs = [row, *outputs]
    else:
        inputs.append(helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["batch", "length"]))
    return _graph(nodes, inputs, outputs, weights)


def _meanings(size: int) -> NDArray[np.float32]:
    """What ends or fills a text means next to nothing, the padding nothing at all."""
    dice, vocabulary = np.random.default_rng(1), _vocabulary()
    rows = dice.normal(size=(len(vocabulary), size))
    for kind in KINDS:
        first, *others = (vocabulary[word] for word in kind.split())
        for other in others:
            rows[other] = rows[first] + 0.3 * rows[other]
    rows[[vocabulary[word] for word in (BEGIN, END)]] *= 0.01
    rows[vocabulary[PAD]] = 0
    return rows.astype(np.float32)


def _vision(size: int, output: str) -> bytes:
    """Which colours are how often in each quarter, near enough, spread over `size` numbers."""
    dice = np.random.default_rng(2)
    features = 96
    weights = {
        "filters": dice.normal(size=(features, 3, 1, 1)),
        "shifts": dice.normal(size=features),
        "shape": np.array([0, features * 4]),
        "spread": dice.normal(size=(features * 4, size)),
    }
    nodes = [
        helper.make_node("AveragePool", ["pixel_values"], ["coarse"], kernel_shape=[8, 8], strides=[8, 8]),
        helper.make_node("Conv", ["coarse", "filters", "shifts"], ["mixed"]),
        helper.make_node("Tanh", ["mixed"], ["colours"]),
        helper.make_node("AveragePool", ["colours"], ["quarters"], kernel_shape=[14, 14], strides=[14, 14]),
        helper.make_node("Reshape", ["quarters", "shape"], ["flat"]),
        helper.make_node("MatMul", ["flat", "spread"], [output]),
    ]
    pixels = helper.make_tensor_value_info("pixel_values", TensorProto.FLOAT, ["batch", 3, SIDE, SIDE])
    row = helper.make_tensor_value_info(output, TensorProto.FLOAT, ["batch", size])
    return _graph(nodes, [pixels], [row], weights)


def _graph(nodes: list[Any], inputs: list[Any], outputs: list[Any], weights: Mapping[str, NDArray[Any]]) -> bytes:
    kept = [numpy_helper.from_array(_narrow(array), name) for name, array in weights.items()]
    graph = helper.make_graph(nodes, "tiny", inputs, outputs, kept)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def _narrow(array: NDArray[Any]) -> NDArray[Any]:
    return array.astype(np.float32 if array.dtype.kind == "f" else np.int64)


def _json(content: Mapping[str, object]) -> bytes:
    return json.dumps(content).encode()
