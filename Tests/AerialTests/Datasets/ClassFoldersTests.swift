import AerialCore
import Foundation
import Testing

@testable import Aerial

/// Class names as folders: each name comes back, no two share a folder, and none leads elsewhere.
@Suite struct ClassFoldersTests {
    /// What people call classes, and what they should not.
    private static let names = [
        "Forest", "Pasture/Hay", "Pasture-Hay", "Pasture%2FHay", "100 %", "%", "%25", ".", "..", "...",
        ".hidden",
        "a.b", "/", "//", "/etc/passwd", "../up", "Wald\u{301}", "森林", "غابة", "лес", "🌲", "a\nb",
        "tab\there",
        "\u{1}", "quote\"d", "it's", "a & b < c", "back\\slash", " leading", "trailing ", "C:", "con",
        "lost+found", "Lost+Found", "%6Cost+found", "@eaDir", "#recycle", "$RECYCLE.BIN",
        "System Volume Information",
        "__MACOSX",
        "\u{7F}",
    ]

    private func legend(_ names: [String]) throws -> Legend {
        try Legend(
            name: "l",
            classes: names.enumerated().map {
                LandUseClass(
                    name: $1, codes: [], color: LegendColor(red: UInt8($0), green: 0, blue: 0))
            })
    }

    @Test func eachClassComesBackFromItsFolder() throws {
        let known = ClassFolders.classNames(byFolderOf: try legend(Self.names))
        for name in Self.names {
            let back = known[ClassFolders.folder(of: name)]
            #expect(back.map { Array($0.utf8) } == Array(name.utf8), "\(name)")
        }
    }

    @Test func noTwoClassesShareAFolder() {
        #expect(Set(Self.names.map(ClassFolders.folder)).count == Self.names.count)
    }

    @Test(arguments: names) func aFolderIsOnePlainNameThatListingsShow(name: String) throws {
        let folder = ClassFolders.folder(of: name)
        #expect(!folder.isEmpty && PictureListing.isListed("\(folder)/a.png"))
        #expect(!folder.utf8.contains(UInt8(ascii: "/")) && folder.utf8.first != UInt8(ascii: "."))
        #expect(folder.utf8.allSatisfy { $0 >= 0x20 })
        let scratch = Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch[folder], withIntermediateDirectories: false)
        #expect(try PictureListing.folders(in: scratch.path).map { Array($0.utf8) } == [Array(folder.utf8)])
    }

    @Test func whatOlderVersionsWroteIsReadWhereNoClassIsCalledSo() throws {
        #expect(
            ClassFolders.classNames(byFolderOf: try legend(["Pasture/Hay"]))["Pasture-Hay"] == "Pasture/Hay")
        // The class of that very name has the folder.
        for names in [["Pasture/Hay", "Pasture-Hay"], ["Pasture-Hay", "Pasture/Hay"]] {
            let known = ClassFolders.classNames(byFolderOf: try legend(names))
            #expect(known["Pasture-Hay"] == "Pasture-Hay" && known["Pasture%2FHay"] == "Pasture/Hay")
        }
    }

    @Test func namesThatNoFolderCanHaveAreRefused() throws {
        for name in [
            "", " ", "\t ", "\n", "\r\n ", "\u{A0}", "\u{2003}", String(repeating: "x", count: 256),
            String(repeating: "森", count: 86),
        ] {
            #expect(throws: CommandError.self) { try ClassFolders.check(["Forest", name], advice: "") }
        }
        // As it is written: each slash takes three bytes.
        #expect(throws: CommandError.self) {
            try ClassFolders.check([String(repeating: "/", count: 86)], advice: "")
        }
        try ClassFolders.check(
            [String(repeating: "x", count: 255), String(repeating: "/", count: 85)], advice: "")
        try ClassFolders.check([], advice: "")
    }

    @Test func namesThatDifferInCaseAloneAreBothNamed() throws {
        let error = #expect(throws: CommandError.self) {
            try ClassFolders.check(["b", "forest", "Water", "Forest"], advice: "Mend it.")
        }
        let words = error?.description ?? ""
        #expect(words.contains("'Forest' and 'forest'") && words.hasSuffix("Mend it."))
        #expect(throws: CommandError.self) { try ClassFolders.checkCase(["ЛЕС", "лес"], advice: "") }
        try ClassFolders.checkCase(["Forest", "Forests", "Fôrest"], advice: "")
    }
}
