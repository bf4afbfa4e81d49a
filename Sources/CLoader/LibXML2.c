#include "CLoader.h"
#include "Loader.h"

#include <libxml/xmlversion.h>
#include <pthread.h>

/* What is called of libxml2; a function that is missing here makes the linker ask for the library itself. */
#define FUNCTIONS(F)                                                                                                    \
    F(xmlFreeDoc) F(xmlReadMemory) F(xmlXPathCastNodeToString) F(xmlXPathCastToString) F(xmlXPathCtxtCompile)           \
    F(xmlXPathEvalExpression) F(xmlXPathFreeCompExpr)                                                                   \
    F(xmlXPathFreeContext) F(xmlXPathFreeObject) F(xmlXPathNewContext) F(xmlXPathRegisterNs)                            \
    F(xmlFreeTextReader) F(xmlInitParser) F(xmlReaderForMemory) F(xmlStrEqual) F(xmlTextReaderConstLocalName)           \
    F(xmlTextReaderConstName) F(xmlTextReaderConstNamespaceUri) F(xmlTextReaderConstValue) F(xmlTextReaderDepth)        \
    F(xmlTextReaderIsEmptyElement) F(xmlTextReaderMoveToAttribute) F(xmlTextReaderMoveToElement)                        \
    F(xmlTextReaderNodeType) F(xmlTextReaderRead) F(xmlTextReaderSetStructuredErrorHandler)

/* The library of the headers that the callers were compiled with. */
#if LIBXML_VERSION >= 21400
#define LIBRARY "libxml2.so.16"
#else
#define LIBRARY "libxml2.so.2"
#endif

LOADER(CLoader_loadLibXML2, LIBRARY, FUNCTIONS, NONE)
