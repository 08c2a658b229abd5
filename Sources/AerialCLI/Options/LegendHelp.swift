/// Said of every option that takes a legend.
enum LegendHelp {
    static let text =
        "nlcd6, nlcd3, nlcd7 and nlcd4 (these with water), or a YAML file that names classes, codes and colours."
}
