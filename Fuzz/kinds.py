"""What is done with a damaged file of each kind, for mutate.py: the command line of every reader that a user reaches.

A word `@` is the damaged file, or the folder with one damaged file; `%NAME` is a whole file of SEEDS/whole. A kind has one command line, or several of which chance takes one, or a table of
them by the seed's name.
"""

BEFORE, AFTER, COVERS = ("%county/" + n for n in ("imagery_before.tif", "imagery_after.tif", "landcover_before.tif"))
# The small network makes a command cheap where the model is not what is damaged.
SCENE, MODEL, SMALL, DATASET, TINY = "%scene.tif", "%model", "%foreign", "%dataset", "%tiny"
PREPARE = ["prepare", "--imagery", BEFORE, "--out", "out", "--split", "random"]
CHANGE = ["change", SMALL, "--before", BEFORE, "--after", AFTER, "--turns", "1", "--out", "out"]
SCORE = ["score", SMALL, SCENE, "--out", "out.csv"]
FINETUNE = ["finetune", TINY, "--tile-pixels", "32"]
BOX = "-84.2,36,-83.8,36.4"

FILES = {
    "scenes": ["score", SMALL, "@", "--out", "out.csv"],
    "areas": SCORE + ["--aoi", "@"],
    "tables": [["map", "@", "--out", "out.png"], ["map", "@", "--out", "out.tif", "--areas", "a.csv", "--report", "r.html"],
               ["map", "@", "%p.csv", "--out", "out.html"]],
    "maps": [["area", "design", "@", "--out", "out", "--least", "5"], ["map", "@", "--out", "out.gpkg"]],
    "labels": {
        "fields.geojson": PREPARE + ["--labels", "@", "--class-field", "class"],
        "fields.gpkg": PREPARE + ["--labels", "@", "--class-field", "pred_label"],
        "": [PREPARE + ["--labels", "@"], ["map", "%p.csv", "--compare", "@", "--out", "out.tif"],
             ["change", SMALL, "--before-labels", "@", "--after", AFTER, "--turns", "1", "--out", "out"]],
    },
    "samples": {
        "sample.csv": ["area", "estimate", "--sample", "@", "--strata", "%sample/strata.csv"],
        "sample.gpkg": ["area", "estimate", "--sample", "@", "--map", "%map.tif"],
        "strata.csv": ["area", "estimate", "--sample", "%sample/sample.csv", "--strata", "@"],
    },
    "marks": CHANGE + ["--marks", "@"],
    "corrections": PREPARE + ["--labels", COVERS, "--rule", "purity:0.7", "--corrections", "@"],
    "gathered": ["dataset", "gather", "@", "--out", "out"],
    "weights": {
        "whole.pth": ["weights", "import", "@", "--backbone", "efficientnet-lite0"],
        "whole.safetensors": ["weights", "import", "@", "--backbone", "efficientnet-lite0"],
        "": ["weights", "import", "@", "--name", "n", "--mean", "0.5", "--std", "0.5"],
    },
    "items": [["imagery", "search", "--stac", "@", "--aoi=" + BOX, "--out", "found.json"], ["imagery", "fetch", "@", "--all", "--out", "out"],
              PREPARE[:2] + ["stac:@", "--labels", COVERS] + PREPARE[3:]],
    "settings": {
        "legend.yaml": PREPARE + ["--labels", COVERS, "--legend", "@"],
        "areas.yaml": ["prepare", "--areas", "@", "--out", "out", "--split", "areas"],
        "recipe.yaml": FINETUNE + ["--config", "@", "--out", "out"],
        "sweep.yaml": ["sweep", "@", "--out", "out", "--runs", "runs.sqlite"],
        "classes.yaml": ["evaluate", SMALL, DATASET, "--map-classes", "@", "--out", "out"],
    },
    "histories": [["runs", "list", "--runs", "@"], ["runs", "compare", "--command", "transfer", "--runs", "@", "--html", "out.html"],
                  ["runs", "export", "--steps", "--runs", "@", "--out", "out.csv"], ["runs", "export", "--runs", "@", "--out", "out.json"],
                  SCORE + ["--runs", "@"]],
}

FOLDERS = {
    "models": {
        "bytes": SCORE[:1] + ["@", SCENE, "--out", "out.csv", "--precision", "int8"],
        "fine": SCORE[:1] + ["@", SCENE, "--out", "out.csv", "--first", "%coarse", "--max-loss", "50"],
        "coarse": SCORE[:1] + ["%fine", SCENE, "--out", "out.csv", "--first", "@", "--max-loss", "50"],
        "foreign": [SCORE[:1] + ["@", SCENE, "--out", "out.csv"], ["export", "@", "--out", "out.onnx"]],
        "": [SCORE[:1] + ["@", SCENE, "--out", "out.csv"], SCORE[:1] + ["@", SCENE, "--out", "out.csv", "--detail", "d.tif"],
             ["export", "@", "--out", "out.onnx"]],
    },
    "datasets": [["dataset", "show", "@"], ["dataset", "join", "a=@", "b=" + DATASET, "--out", "out"],
                 ["evaluate", SMALL, "@", "--out", "out"]],
    "jobs": [["worker:--check", "@"], ["worker:", "@"]],
    "checkpoints": FINETUNE + ["--out", "@/f", "--epochs", "2", "--retrain", "last-only", "--batch-size", "8", "--resume"],
    "caches": ["transfer", TINY, "--out", "out", "--turns", "1", "--backbone", "small", "--tile-pixels", "32", "--feature-cache", "@"],
    "shapes": {"outline": SCORE + ["--aoi", "@/outline.shp"], "fields": PREPARE + ["--labels", "@/fields.shp"]},
    "shards": ["weights", "import", "@/model.safetensors.index.json", "--backbone", "efficientnet-lite0"],
    "beside": {"map": ["area", "design", "@/map.tif", "--out", "out", "--least", "5"], "table": ["map", "@/p.csv", "--out", "out.tif"],
               "scene": ["score", SMALL, "@/scene.png", "--out", "out.csv"], "cover": PREPARE + ["--labels", "@/cover.tif"],
               "fetched": ["prepare", "--imagery", "@/scene.tif", "--labels", COVERS, "--out", "out", "--split", "random", "--rule", "purity:0.51"]},
}

# Trainings go on for as long as they like, and are ended.
LONG = ("recipe.yaml", "sweep.yaml", "checkpoints")

# Kinds that are imported into a home of the mutant's own.
IMPORTED = ("weights", "shards")


def lines(kind, name):
    """The command lines for a seed of this kind."""
    found = FILES.get(kind) or FOLDERS[kind]
    if isinstance(found, dict):
        found = found.get(name, found.get(""))
    return found if isinstance(found[0], list) else [found]
