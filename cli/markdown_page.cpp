#include "cli/markdown_page.h"

#include <algorithm>

#include "evidence/layout.h"

namespace writ {
namespace {

class Page {
 public:
  Page(std::size_t width, bool color) : layout_(std::min<std::size_t>(width, 100), color) {}

  void add(std::string_view line) {
    if (line.starts_with("```")) {
      end_paragraph();
      fenced_ = !fenced_;
      layout_.blank();
    } else if (fenced_) {
      line.empty() ? layout_.verbatim(0, "") : layout_.verbatim(4, line);
    } else if (line.starts_with('#')) {
      end_paragraph();
      layout_.blank();
      layout_.text(0, line.substr(std::min(line.find_first_not_of("# "), line.size())), Ink::bold);
    } else if (line.empty()) {
      end_paragraph();
      layout_.blank();
    } else {
      if (line.starts_with("- ")) {
        end_paragraph();
      }
      paragraph_ += (paragraph_.empty() ? "" : " ") + std::string(line);
    }
  }

  std::string take() && {
    end_paragraph();
    return std::move(layout_).take();
  }

 private:
  void end_paragraph() {
    if (paragraph_.starts_with("- ")) {
      layout_.labelled(2, 1, {"-"}, {{paragraph_.substr(2)}});
    } else if (!paragraph_.empty()) {
      layout_.text(0, paragraph_);
    }
    paragraph_.clear();
  }

  Layout layout_;
  std::string paragraph_;
  bool fenced_ = false;
};

}  // namespace

std::string terminal_page(std::string_view markdown, std::size_t width, bool color) {
  Page page(width, color);
  while (!markdown.empty()) {
    const std::size_t end = std::min(markdown.find('\n'), markdown.size());
    page.add(markdown.substr(0, end));
    markdown.remove_prefix(std::min(end + 1, markdown.size()));
  }
  return std::move(page).take();
}

}  // namespace writ
