import CollectdOutput
import CommandLineInterface
import DomainXML
import Glibc

/// collectd's configuration, as it lies on the disk.
enum CollectdFiles {
    /// How its files are read.
    static var onDisk: VirtBlock.Files {
        VirtBlock.Files(
            matching: CollectdPaths.matching, text: text, isMatch: isMatch, words: CollectdWords.words, isXPath: isXPath
        )
    }

    /// What cannot be found out is left to whoever uses the expression.
    static func isXPath(_ text: String) -> Bool { (try? MetadataPath(text).isExpression()) ?? true }

    private static func isMatch(_ name: String, _ pattern: String) -> Bool { unsafe fnmatch(pattern, name, 0) == 0 }

    private static func text(_ path: String) -> Result<String, ConfigurationError> {
        do throws(ConfigurationFileError) {
            // collectd takes any bytes, and most of the file is other plugins'
            return .success(String(decoding: try ConfigurationFile.bytes(path), as: UTF8.self))
        } catch {
            if let number = error.number { return .failure(CollectdPaths.Problem(number: number).error(path)) }
            return .failure(ConfigurationError(ConfigurationPlace(file: path, line: 0), error.reason))
        }
    }
}
